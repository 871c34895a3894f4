"""The farmer register: a workbook read with a verdict for every row, and imported whole or not at all."""
