package org.nakhoda.db.masters;

import java.security.cert.X509Certificate;

/** Does what other masters send here to be done, of which this store understands nothing. */
@FunctionalInterface
public interface Delegate {
    /**
     * Does it, on a thread of the sender's connection, which may wait. If it throws, the sender does not learn whether it was done.
     *
     * @param sender the certificate that the sending master has shown
     */
    byte[] perform(X509Certificate sender, byte[] work);
}
