/** Every kind and every verb of the API, walked through by clients that know nothing of this server. */
package org.nakhoda.it.surface;
