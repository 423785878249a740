/** The controller manager as an EJB: a thin adapter that starts and stops it with leadership. */
package org.nakhoda.controllers.ejb;
