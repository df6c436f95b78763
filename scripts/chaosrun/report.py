"""What was found after a fault."""

from dataclasses import dataclass, field


@dataclass
class Report:
    """The invariants, how many things each was looked at for, and those at fault."""

    lines: list[tuple[str, int, list[str]]] = field(default_factory=list)

    def add(self, invariant, examined, faults):
        self.lines.append((invariant, examined, list(faults)))

    def require(self, invariant, examined, holds, found):
        """An invariant of all of them together; `found` is what there is instead."""
        self.add(invariant, examined, [] if holds else [str(found)])

    @property
    def holds(self):
        return not any(faults for _, _, faults in self.lines)

    def finds(self, word):
        """Whether an invariant is broken that has the word in it."""
        return any(faults and word in invariant for invariant, _, faults in self.lines)

    def text(self):
        lines = []
        for invariant, examined, faults in self.lines:
            verdict = "BROKEN" if faults else "ok    "
            lines.append(f"  {verdict} {invariant}: {examined} examined, {len(faults)} at fault")
            lines += [f"           {fault}" for fault in faults[:5]]
            if len(faults) > 5:
                lines.append(f"           … and {len(faults) - 5} more")
        return "\n".join(lines)
