# exercise: stack
# verdict: passed
from dataclasses import dataclass
from typing import Any


@dataclass
class Node:
    item: Any
    below: "Node | None"


# %%
#| exercise: stack
@dataclass
class Stack:
    top: Node | None = None
    count: int = 0

    def push(self, item):
        self.top = Node(item, self.top)
        self.count += 1

    def pop(self):
        item = self.peek()
        self.top = self.top.below
        self.count -= 1
        return item

    def peek(self):
        if self.top is None:
            raise IndexError
        return self.top.item

    def __len__(self):
        return self.count
