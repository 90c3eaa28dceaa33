// Only fixtures that say so run beside each other: tests on hubs that mostly wait, for leases to run out or for a time that is up.
[assembly: LevelOfParallelism(4)]
