terraform import forge_hammer.h 12
