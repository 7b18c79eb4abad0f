"""Validates answers against the published schemas (JSON Schema, draft 2020-12)."""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

schemas, answers = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
validators = {}
for answer in answers:
    name = answer["schema"]
    if name not in validators:
        schema = json.loads((schemas / f"{name}.schema.json").read_text())
        Draft202012Validator.check_schema(schema)
        checker = Draft202012Validator.FORMAT_CHECKER
        validators[name] = Draft202012Validator(schema, format_checker=checker)
    faults = [f"{fault.json_path}: {fault.message}" for fault in validators[name].iter_errors(answer["answer"])]
    if faults:
        sys.exit(f"{answer['path']} is not valid by {name}: {faults[:5]}")
print(f"{len(answers)} answers are valid")
