/** Lets go of what is protected from going while it is used: claims, volumes, attribute classes. */
package org.nakhoda.controllers.protection;
