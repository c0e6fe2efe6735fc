from .kit import write_kit as write_kit
