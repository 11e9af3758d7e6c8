"""The only place that speaks SQL, and that reads course folders and bundles."""
