"""Exchange with the registries: what the bank files, what they answer, each as a workbook with verdicts."""
