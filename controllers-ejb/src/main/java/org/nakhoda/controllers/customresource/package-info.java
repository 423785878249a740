/** What becomes of custom objects when their kind goes. */
package org.nakhoda.controllers.customresource;
