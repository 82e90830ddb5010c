// The virtual clock moves on when nothing has happened for some milliseconds. The contract keeps all threads busy for longer than that: beside
// it the clock would run ahead of the work.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
