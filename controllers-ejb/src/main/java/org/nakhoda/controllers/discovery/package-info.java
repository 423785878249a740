/** Which resources the API server serves, for controllers that deal with all of them. */
package org.nakhoda.controllers.discovery;
