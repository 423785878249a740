package org.nakhoda.db.store;

import java.util.Map;
import org.nakhoda.api.meta.GroupResource;

/**
 * What a store holds now.
 *
 * @param waiting writes that wait for their transaction
 * @param objects how many there are of each resource that has any
 */
public record StoreFigures(int waiting, Map<GroupResource, Integer> objects) {}
