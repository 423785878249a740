package org.nakhoda.db.store;

import java.time.Duration;
import java.util.Map;
import org.nakhoda.api.meta.GroupResource;

/**
 * What a store has done since it was opened, and what it holds.
 *
 * @param commits transactions that made at least one change durable
 * @param changes all changes that these made durable
 * @param committing how long these took in all, from the first word to the database to its answer
 * @param waiting writes that wait for their transaction now
 * @param objects how many there are of each resource that has any
 */
public record StoreFigures(
        long commits, long changes, Duration committing, int waiting, Map<GroupResource, Integer> objects) {}
