"""The course's service in a JupyterHub: one record, and verdicts that no learner can reach."""
