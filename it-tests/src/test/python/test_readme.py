"""What the README shows of Python runs as it stands there."""

import contextlib
import io
import re
import unittest
from pathlib import Path

import skein_cluster as cluster

README = Path(__file__).resolve().parents[4] / "README.md"


@unittest.skipIf(cluster.CA, "the README shows a cluster without TLS")
class ReadmeTest(unittest.TestCase):
    def test_every_example_of_python_runs(self):
        examples = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
        printed = []
        for example in examples:
            with self.subTest(example), contextlib.redirect_stdout(io.StringIO()) as out:
                exec(example.replace("localhost:8815", f"{cluster.HOST}:{cluster.PORT}"), {})
                printed.append(out.getvalue())
        self.assertEqual(len(printed), 4, "clients that the README shows")
        for text in printed:
            self.assertRegex(text, "[0-9]")


if __name__ == "__main__":
    unittest.main()
