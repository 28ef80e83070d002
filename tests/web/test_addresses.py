"""The addresses that a room can be opened on, with names that people know."""

from __future__ import annotations

import pytest

from facilitation.web.addresses import Link, addresses, link_of, listed


@pytest.mark.parametrize(
    ("host", "card", "link"),
    [
        ("192.168.1.20", "wlan0 wlan0", Link.WIFI),
        ("192.168.1.20", "wlp3s0 wlp3s0", Link.WIFI),
        ("192.168.1.20", "Intel(R) Wi-Fi 6 AX201 {1F}", Link.WIFI),
        ("192.168.1.20", "enp0s31f6 enp0s31f6", Link.CABLE),
        ("10.0.0.7", "Ethernet {2A}", Link.CABLE),
        ("10.42.0.1", "wlan0 wlan0", Link.OWN_HOTSPOT),
        ("192.168.137.1", "Microsoft Wi-Fi Direct {3B}", Link.OWN_HOTSPOT),
        ("192.168.2.1", "bridge100 bridge100", Link.OWN_HOTSPOT),
        ("192.168.2.7", "wlan0 wlan0", Link.WIFI),
        ("172.20.10.3", "en0 en0", Link.PHONE_HOTSPOT),
        ("192.168.43.12", "wlan0 wlan0", Link.PHONE_HOTSPOT),
        ("10.8.0.2", "ppp0 ppp0", Link.OTHER),
    ],
)
def test_an_address_is_told_by_the_network_that_it_is_on(host: str, card: str, link: Link) -> None:
    (one,) = listed([(host, card)])
    assert one.link is link is link_of(host, card)
    assert one.name
    assert one.advice


def test_public_and_own_addresses_are_not_listed() -> None:
    found = [("8.8.8.8", "eth0"), ("127.0.0.1", "lo"), ("169.254.7.7", "eth0"), ("224.0.0.1", "eth0")]
    assert listed(found) == ()


def test_cards_of_virtual_machines_are_listed_only_where_there_is_nothing_else() -> None:
    docker, wifi = ("172.17.0.1", "docker0 docker0"), ("192.168.1.20", "wlan0 wlan0")
    virtual = ("192.168.56.1", "VirtualBox Host-Only Ethernet Adapter {4C}")
    assert [one.host for one in listed([docker, wifi, virtual])] == ["192.168.1.20"]
    assert [one.host for one in listed([docker])] == ["172.17.0.1"]


def test_wifi_comes_before_the_cable_and_an_address_is_listed_once() -> None:
    found = [("10.0.0.7", "eth0 eth0"), ("192.168.1.20", "wlan0 wlan0"), ("192.168.1.20", "wlan0 wlan0")]
    assert [one.host for one in listed(found)] == ["192.168.1.20", "10.0.0.7"]


def test_this_computer_can_be_asked() -> None:
    assert len({one.host for one in addresses()}) == len(addresses())
