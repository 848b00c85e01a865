using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using static ChatAspire.FakeEc2.Ec2Xml;

namespace ChatAspire.FakeEc2.Actions;

internal static class KeyPairs
{
    public static IEnumerable<XElement?> ImportKeyPair(Turn turn)
    {
        var name = turn.Request.Required("KeyName");
        turn.Authorization.DemandNew("key-pair", name);
        var line = Encoding.ASCII.GetString(Convert.FromBase64String(turn.Request.Required("PublicKeyMaterial")));
        var words = line.Split(' ');
        if (words is not [("ssh-ed25519" or "ssh-rsa"), _, ..])
        {
            throw Ec2Exception.Invalid("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
        }
        if (turn.Cloud.Keys.Any(k => k.Name == name))
        {
            throw Ec2Exception.Invalid("InvalidKeyPair.Duplicate", $"The keypair already exists: {name}");
        }
        turn.StopIfDryRun();
        var fingerprint = Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(words[1])));
        var key = new KeyPair(turn.Cloud.NewId("key"), name, line, fingerprint, turn.Request.Tags("key-pair"));
        turn.Cloud.Keys.Add(key);
        return [E("keyName", name), E("keyFingerprint", fingerprint), E("keyPairId", key.Id), Tags(key.Tags)];
    }

    public static IEnumerable<XElement?> DescribeKeyPairs(Turn turn)
    {
        Network.Look(turn);
        var withKey = turn.Request["IncludePublicKey"] == "true";
        var page = turn.Cloud.Keys.Matching(turn.Request, (k, filter) => filter switch
        {
            "key-name" => [k.Name],
            "key-pair-id" => [k.Id],
            "fingerprint" => [k.Fingerprint],
            _ => Filters.OfTags(k.Tags, filter),
        });
        return
        [
            Set("keySet", page, k =>
            [
                E("keyName", k.Name), E("keyPairId", k.Id), E("keyFingerprint", k.Fingerprint), E("keyType", "ed25519"),
                .. withKey ? new[] { E("publicKey", k.PublicKey) } : [],
                Tags(k.Tags),
            ]),
        ];
    }

    // Deleting a missing key pair succeeds.
    public static IEnumerable<XElement?> DeleteKeyPair(Turn turn)
    {
        var (id, name) = (turn.Request["KeyPairId"], turn.Request["KeyName"]);
        var key = turn.Cloud.Keys.Find(k => k.Id == id || k.Name == name);
        turn.Authorization.Demand(
            key?.Arn ?? Authorization.Arn("key-pair", name ?? id ?? throw Ec2Exception.Missing("KeyName")), key?.Tags);
        turn.StopIfDryRun();
        if (key is not null)
        {
            turn.Cloud.Keys.Remove(key);
        }
        return [E("return", true), E("keyPairId", key?.Id)];
    }
}
