package org.nakhoda.db.store;

import java.util.List;
import org.nakhoda.api.meta.Revision;

/** Objects in key order, all as they were at {@code revision}. The list is immutable and supports random access. */
public record Listing(Revision revision, List<StoredObject> objects) {}
