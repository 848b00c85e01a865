using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Parameters;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace ChatAspire.Network.Execution;

/// <summary>
/// An Ed25519 key pair generated in this process: a client key, or a host key that is pinned before the first connection. The private key
/// never appears on a command line or in a tool's temporary file.
/// </summary>
/// <param name="PrivateKey">
/// The contents of an unencrypted OpenSSH private key file (<c>-----BEGIN OPENSSH PRIVATE KEY-----</c> …, ends with a newline). A secret.
/// </param>
/// <param name="PublicKey">One line as in <c>authorized_keys</c>: <c>ssh-ed25519 AAAA… comment</c>, without a newline.</param>
public sealed record SshKeyPair(string PrivateKey, string PublicKey)
{
    private const string Algorithm = "ssh-ed25519";

    /// <summary>Generates a new key pair.</summary>
    /// <param name="comment">The comment at the end of the public line; it names the key's owner.</param>
    public static SshKeyPair Create(string comment)
    {
        var key = new Ed25519PrivateKeyParameters(RandomNumberGenerator.GetBytes(Ed25519PrivateKeyParameters.KeySize));
        var publicKey = key.GeneratePublicKey().GetEncoded();
        var publicBlob = Blob(Text(Algorithm), publicKey);
        return new SshKeyPair(
            PrivateFile(publicBlob, publicKey, key.GetEncoded(), comment),
            $"{Algorithm} {Convert.ToBase64String(publicBlob)} {comment}");
    }

    /// <summary>The fingerprint of the public key, without padding, as <c>ssh-keygen -l</c> and EC2 print it for ED25519.</summary>
    /// <example><c>SHA256:wDfP9s1gFQ4jGSqjw8XQ0VZ8cM9pG5JYAGq5n7bQmYU</c></example>
    public string Fingerprint => FingerprintOf(PublicKey);

    /// <summary>Returns the fingerprint of a line in <c>authorized_keys</c> form.</summary>
    public static string FingerprintOf(string publicKeyLine) =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(Convert.FromBase64String(publicKeyLine.Split(' ')[1]))).TrimEnd('=');

    /// <summary>
    /// True if the private key can be read and belongs to the public key; false for a file damaged by a power cut or an editor, for
    /// example.
    /// </summary>
    public bool IsValid
    {
        get
        {
            try
            {
                using var file = new PrivateKeyFile(new MemoryStream(Text(PrivateKey)));
                return PublicKey.Split(' ') is [Algorithm, var key, ..]
                    && file.HostKeyAlgorithms.Any(own => Convert.ToBase64String(own.Data) == key);
            }
            catch (SshException)
            {
                return false;
            }
        }
    }

    /// <summary>Returns the public key only, so that a key in a log or an exception reveals no secret.</summary>
    public override string ToString() => PublicKey;

    // openssh/PROTOCOL.key: magic, cipher, kdf, kdf options, number of keys, public key, then a block of
    // two equal check numbers, the key, its comment, and padding 1, 2, 3 … to a multiple of the cipher's block size (8 for "none").
    private static string PrivateFile(byte[] publicBlob, byte[] publicKey, byte[] seed, string comment)
    {
        var check = RandomNumberGenerator.GetBytes(4);
        byte[] secret =
        [
            .. check, .. check,
            .. Blob(Text(Algorithm), publicKey, [.. seed, .. publicKey], Text(comment)),
        ];
        var padding = Enumerable.Range(1, (8 - (secret.Length % 8)) % 8).Select(i => (byte)i);
        byte[] file =
        [
            .. Text("openssh-key-v1\0"),
            .. Blob(Text("none"), Text("none"), []),
            0, 0, 0, 1,
            .. Blob(publicBlob, [.. secret, .. padding]),
        ];
        var lines = Convert.ToBase64String(file).Chunk(70).Select(line => new string(line));
        return $"-----BEGIN OPENSSH PRIVATE KEY-----\n{string.Join('\n', lines)}\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    // SSH's encoding of strings: the length as four big-endian bytes, then the bytes.
    private static byte[] Blob(params ReadOnlySpan<byte[]> fields)
    {
        using var blob = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var field in fields)
        {
            BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
            blob.Write(length);
            blob.Write(field);
        }
        return blob.ToArray();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
