package org.nakhoda.db.schema;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;

/** One write in the cluster's history. */
@Entity
@Immutable
@Table(name = "event")
public class Event {
    @Id
    private long revision;

    private char kind;

    @Column(name = "api_group")
    private String apiGroup;

    private String resource;
    private String namespace;
    private String name;
    private String uid;

    @Column(name = "previous_revision")
    private Long previousRevision;

    private Instant at;
    private String document;

    protected Event() {}

    public long revision() {
        return revision;
    }

    /** {@code A}, {@code M} or {@code D}. */
    public char kind() {
        return kind;
    }

    public String apiGroup() {
        return apiGroup;
    }

    public String resource() {
        return resource;
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    public String uid() {
        return uid;
    }

    /** The revision of the state before; null for an addition. */
    public Long previousRevision() {
        return previousRevision;
    }

    public Instant at() {
        return at;
    }

    public String document() {
        return document;
    }
}
