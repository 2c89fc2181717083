"""Return cases of refurbished electronics: catalogue, evidence, workflow and decisions."""
