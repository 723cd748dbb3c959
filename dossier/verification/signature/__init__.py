"""What each digital signature really is: bytes, certificates, time, revocation, later changes. The only part of the verifier that uses pyHanko."""
