/* How a camera says that its picture is to be turned. */
#ifndef IMAGE_EXIF_H
#define IMAGE_EXIF_H

#include "base/slice.h"

/* The Orientation of the first picture in a JPEG file's EXIF data (tag 274 of TIFF 6.0 and EXIF
 * 2.32, 4.6.4): 1 to 8; 1 (as it is stored) if the file does not say, or if what it says is
 * damaged. */
unsigned exif_orientation(struct slice jpeg);

#endif
