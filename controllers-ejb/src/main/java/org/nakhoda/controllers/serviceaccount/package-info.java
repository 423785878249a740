/** What every namespace has from the start, the account {@code default} and the cluster's CA certificate, and the tokens kept in Secrets. */
package org.nakhoda.controllers.serviceaccount;
