// Every spec runs a host and several programs of its own: two at a time keep two cores busy and the times honest.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
