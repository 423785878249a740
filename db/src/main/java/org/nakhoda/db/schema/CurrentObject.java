package org.nakhoda.db.schema;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.Immutable;

/** An object as it is now. Written by the writer's one statement per batch, and streamed as bytes when it is loaded. */
@Entity
@Immutable
@Table(name = "current_object")
public class CurrentObject {
    @EmbeddedId
    private Key key;

    private String uid;

    private long revision;

    private String document;

    protected CurrentObject() {}

    public Key key() {
        return key;
    }

    public String uid() {
        return uid;
    }

    public long revision() {
        return revision;
    }

    public String document() {
        return document;
    }

    /** The primary key. */
    @Embeddable
    public record Key(@Column(name = "api_group") String apiGroup, String resource, String namespace, String name)
            implements Serializable {}
}
