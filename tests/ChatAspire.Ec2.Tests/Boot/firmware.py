

# Appended to cloudinit/dmi.py. A container has no firmware of its own, and cloud-init reads none in a container; without an
# id that begins with "ec2", it takes the machine for no instance of EC2 and asks the metadata service by version 1.
def read_dmi_data(key: str) -> Optional[str]:
    try:
        with open("/etc/firmware/" + key) as value:
            return value.read().strip()
    except FileNotFoundError:
        return None
