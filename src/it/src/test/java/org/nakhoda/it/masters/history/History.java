package org.nakhoda.it.masters.history;

import java.util.List;
import java.util.stream.Stream;

/** All that clients observed. */
public record History(List<Observation> observations) {
    public History {
        observations = List.copyOf(observations);
    }

    public <T extends Observation> Stream<T> all(Class<T> kind) {
        return observations.stream().filter(kind::isInstance).map(kind::cast);
    }
}
