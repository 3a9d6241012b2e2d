"""The talk: one Markdown file a section, its theme, its figures and the code that draws them."""
