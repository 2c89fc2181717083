"""The catalogue's rows beyond their models: order, history, uses, loading, files in and out."""
