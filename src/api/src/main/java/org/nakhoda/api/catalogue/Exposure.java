package org.nakhoda.api.catalogue;

/** Where a kind appears in the API. */
public enum Exposure {
    /** Objects that are stored, under their own resource. */
    STORED,
    /** A question that is answered and forgotten: only {@code create}, nothing is stored (SubjectAccessReview). */
    REQUEST,
    /** The body of other kinds' subresources, with no path of its own at the top (Scale, Eviction, TokenRequest). */
    SUBRESOURCE
}
