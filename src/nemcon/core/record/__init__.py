"""The record as a transparency log: tree, signed notes, checkpoints, tiles, exports, proofs, verification, witnesses.

Pure: bytes in, bytes out. The formats are those of RFC 6962, RFC 8785 and C2SP (docs/record.md).
"""
