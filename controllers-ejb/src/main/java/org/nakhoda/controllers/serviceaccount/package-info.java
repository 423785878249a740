/** What every namespace has from the start: the account {@code default} and the cluster's CA certificate. */
package org.nakhoda.controllers.serviceaccount;
