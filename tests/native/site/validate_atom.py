"""Says of each document of a list whether the RELAX NG schema accepts it, and why not."""

import json
import sys
from pathlib import Path

from lxml import etree

schema = etree.RelaxNG(etree.parse(sys.argv[1]))
parser = etree.XMLParser(no_network=True, resolve_entities=False)
verdicts = []
for document in json.loads(Path(sys.argv[2]).read_text(encoding="utf-8")):
    try:
        # Bytes, because the document says itself how it is encoded.
        tree = etree.fromstring(document.encode("utf-8"), parser)
        verdicts.append(None if schema.validate(tree) else str(schema.error_log)[:500] or "refused")
    except etree.XMLSyntaxError as fault:
        verdicts.append(f"not well formed: {fault}")
print(json.dumps(verdicts))
