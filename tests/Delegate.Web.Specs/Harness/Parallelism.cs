// One browser and one host at a time: two processors are few for both.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
