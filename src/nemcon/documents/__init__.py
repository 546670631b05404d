"""One document model: read from DOCX, text, HTML and PDF; written as DOCX, PDF, HTML, Akoma Ntoso and text. No Django."""
