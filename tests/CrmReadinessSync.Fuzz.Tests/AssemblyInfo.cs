// Allocations are counted: one case at a time in each of the two collections that the cores take.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
