"""The clerk's desk: contracts to print, copies that are out, templates, forms."""
