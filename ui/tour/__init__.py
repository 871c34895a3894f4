"""The tour: the whole main job done on the real window with real parts, as a demonstration and as a proof."""
