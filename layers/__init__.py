"""Maps of controlmap: a control table in, one Folium map and its page out."""
