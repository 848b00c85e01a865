using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ChatAspire.FakeEc2;

/// <summary>Loopback addresses that represent public ones: Linux accepts all of 127.0.0.0/8.</summary>
public static class LoopbackAddress
{
    /// <summary>Finds an address with a free port by trying, since other users of this machine may run the same tests.</summary>
    public static string Free(int port)
    {
        while (true)
        {
            var address = string.Create(CultureInfo.InvariantCulture,
                $"127.{RandomNumberGenerator.GetInt32(64, 127)}."
                + $"{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}");
            try
            {
                using var probe = new TcpListener(IPAddress.Parse(address), port);
                probe.Start();
                return address;
            }
            catch (SocketException)
            {
                // In use.
            }
        }
    }
}
