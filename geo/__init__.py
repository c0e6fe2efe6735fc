"""Numbers of controlmap: dated polygons in, checked areas and changes out."""
