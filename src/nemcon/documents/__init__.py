"""One document model: read from DOCX, text, HTML, PDF; written as DOCX, PDF, HTML, Akoma Ntoso, text. No Django."""
