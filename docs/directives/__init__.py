"""
What the site's pages are made of besides Markdown: generated models, notebooks, docstrings.
"""
