package org.nakhoda.apiserver.proxy;

import java.util.Optional;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.PassedOn;

/** Finds where the requests go that somebody else answers. */
public interface Passages extends PassedOn {
    Passages NONE = new Passages() {
        @Override
        public int segments(String path) {
            return 0;
        }

        @Override
        public Optional<Passage> passage(ApiRequest admitted) {
            return Optional.empty();
        }
    };

    /**
     * @param admitted with its caller, who may
     * @return empty if it is answered here
     * @throws org.nakhoda.api.status.ApiException if it is not, and there is nobody to answer
     */
    Optional<Passage> passage(ApiRequest admitted);
}
