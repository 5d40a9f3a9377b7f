"""Programs that measure Zhike beside the plainest page that could show the same rows, on the same database."""
