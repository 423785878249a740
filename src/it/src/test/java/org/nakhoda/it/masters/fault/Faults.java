package org.nakhoda.it.masters.fault;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.nakhoda.it.masters.fault.Killed.Part;
import org.nakhoda.it.masters.fault.Partition.Direction;

/** All that is tried. A change of the build needs another build and is tried by itself, see {@link RollingUpgrade}. */
public final class Faults {
    private Faults() {}

    /** Those that show most in little time, in an order in which each begins with a whole cluster. */
    public static List<Supplier<Fault>> few() {
        return List.of(
                () -> new Killed(Part.MASTER, Victims.LEADER),
                () -> new Killed(Part.MACHINE, Victims.LEADER),
                () -> new Killed(Part.DATABASE, Victims.LEADER),
                () -> Frozen.machine(Victims.LEADER),
                () -> new Partition(Victims.LEADER, Direction.BOTH),
                () -> new Partition(Victims.LEADER, Direction.OUT),
                FlappingLink::new,
                () -> new Transfers(3),
                LaggingStandbys::new,
                () -> new Killed(Part.EVERYTHING, Victims.LEADER_AND_FOLLOWER));
    }

    public static List<Supplier<Fault>> all() {
        return List.of(
                () -> new Killed(Part.MASTER, Victims.LEADER),
                () -> new Killed(Part.MASTER, Victims.FOLLOWER),
                () -> new Killed(Part.MASTER, Victims.LEADER_AND_FOLLOWER),
                () -> new Killed(Part.MASTER, Victims.ALL),
                () -> new Killed(Part.DATABASE, Victims.LEADER),
                () -> new Killed(Part.DATABASE, Victims.FOLLOWER),
                () -> new Killed(Part.DATABASE, Victims.ALL),
                () -> new Killed(Part.MACHINE, Victims.LEADER),
                () -> new Killed(Part.MACHINE, Victims.FOLLOWER),
                () -> new Killed(Part.MACHINE, Victims.ALL),
                () -> new Killed(Part.EVERYTHING, Victims.LEADER),
                () -> new Killed(Part.EVERYTHING, Victims.FOLLOWER),
                () -> new Killed(Part.EVERYTHING, Victims.LEADER_AND_FOLLOWER),
                () -> new Killed(Part.EVERYTHING, Victims.ALL),
                () -> Frozen.machine(Victims.LEADER),
                () -> Frozen.machine(Victims.FOLLOWER),
                () -> Frozen.master(Victims.LEADER),
                () -> Frozen.disk(Victims.LEADER),
                () -> Frozen.disk(Victims.FOLLOWER),
                () -> Frozen.disk(Victims.FOLLOWERS),
                () -> new Partition(Victims.LEADER, Direction.BOTH),
                () -> new Partition(Victims.LEADER, Direction.OUT),
                () -> new Partition(Victims.LEADER, Direction.IN),
                () -> new Partition(Victims.LEADER, Direction.UNPLUGGED),
                () -> new Partition(Victims.FOLLOWER, Direction.BOTH),
                () -> new Partition(Victims.FOLLOWER, Direction.OUT),
                () -> new Partition(Victims.FOLLOWER, Direction.IN),
                LaggingStandbys::new,
                OnlyDatabases::new,
                FlappingLink::new,
                LossyNetwork::new,
                SlowNetwork::new,
                () -> new Both(new LossyNetwork(), new SlowNetwork()),
                () -> new FullDisk(Victims.LEADER),
                () -> new FullDisk(Victims.FOLLOWER),
                () -> new ClockJump(Victims.LEADER, Duration.ofHours(1)),
                () -> new ClockJump(Victims.LEADER, Duration.ofHours(-1)),
                () -> new ClockJump(Victims.FOLLOWER, Duration.ofHours(-1)),
                () -> new WipedMember(Victims.LEADER),
                () -> new WipedMember(Victims.FOLLOWER),
                RollingRestart::new,
                () -> new Transfers(10));
    }
}
