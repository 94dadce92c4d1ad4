"""What the camera of a phone reads on paper."""

import zxingcpp
from pypdfium2 import PdfPage

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def codes(page: PdfPage) -> list[str]:
    """The words of every QR code on a page."""
    bitmap = page.render(scale=4, grayscale=True)
    picture = memoryview(bytes(bitmap.buffer)).cast("B", (bitmap.height, bitmap.stride))
    return [code.text for code in zxingcpp.read_barcodes(picture, formats=QR)]
