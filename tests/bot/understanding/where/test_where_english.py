"""Places, as people in Britain and America text them."""

from __future__ import annotations

import pytest

from tests.builders.places import places

_LONGEST = 12  # words of a place without the rest of the sentence

#: text, what was asked, words that the place must hold
TOLD = (
    ("some lad just got mugged down the alley behind Aldi on Gorton Lane", None, "gorton lane"),
    ("there's two guys breaking into a car in the NCP car park on Tib Street", None, "tib street"),
    ("My neighbour at number 34 is dealing. we live on Cavendish Street Ipswich", None, "cavendish street"),
    ("bloke exposing himself to kids in heaton park near the play area", None, "heaton park"),
    ("someone is trying to break into 8 Birchwood Ave", None, "8 birchwood ave"),
    ("robbed at knifepoint outside the spoons on west street", None, "west street"),
    ("car on fire top of Moorland Road by the garages", None, "moorland road"),
    ("kids throwing stones at the 86 bus on stretford road", None, "stretford road"),
    ("they smashed up the bus stop opposite the spar in fallowfield", None, "fallowfield"),
    ("saw a man with a gun go in the bookies on holloway road n7", None, "holloway road"),
    ("my mums been burgled 112 ashfield crescent bradford bd9", None, "112 ashfield crescent"),
    (
        "Dealing out of the blue door flat above the bookmakers on Union Street Plymouth every night",
        None,
        "union street",
    ),
    ("drug deals going down in the stairwell at Rowan Court Salford", None, "rowan court"),
    ("hit and run on the A127 eastbound just past the rayleigh weir", None, "a127"),
    ("boy racers tearing up and down the retail park on penistone rd", None, "penistone rd"),
    ("a guy's beating his dog in the back yard of 27 Priory Street, I can hear it", None, "27 priory street"),
    ("somebody shot up the house on the corner of Fulton and 9th", None, "fulton"),
    ("yo they selling dope out the trap on 79th and Racine", None, "racine"),
    ("break in at 1450 Sherman Ave apt 3B, Evanston IL", None, "1450 sherman ave"),
    ("theres a body in the creek behind Lincoln Elementary", None, "lincoln"),
    ("crash on I-90 at exit 57 guy took off running", None, "i-90"),
    ("my truck got stolen from the Home Depot parking lot on Route 30", None, "route 30"),
    ("Two dudes jumped a kid at the basketball courts at MacArthur Park", None, "macarthur park"),
    ("they keep racing on MLK Blvd between 5th and 12th st", None, "mlk blvd"),
    ("man following women round the arndale centre", None, "arndale centre"),
    ("there was a stabbing outside the mosque on Whitechapel Road", None, "whitechapel road"),
    ("smashed the window of my van, parked on Tower Street, Leith", None, "tower street"),
    (
        "I live in a tower block, Grange House on the Wyndford estate and the lad above me has a machete",
        None,
        "grange house",
    ),
    ("they've nicked the lead off the roof of St Barnabas church in Pimlico", None, "st barnabas"),
    ("a woman's bag got snatched at Piccadilly Gardens tram stop", None, "piccadilly gardens"),
    ("guy selling pills in the toilets at Fabric nightclub", None, "fabric"),
    ("lots of shouting from the flat above, Flat 22, 9 Marine Parade, Brighton", None, "9 marine parade"),
    ("suspicious man hanging around the gates of Oakfield Primary School", None, "oakfield primary"),
    ("catalytic converter theft in progress Waitrose car park, Hitchin", None, "waitrose"),
    ("they was fighting w bottles outside mcdonalds on the high st", None, "mcdonalds"),
    ("someone dumped loads of tyres down Cuckoo Lane near the farm", None, "cuckoo lane"),
    ("sheep stolen from field off the B6265 near Grassington", None, "b6265"),
    ("just off the m6 junction 15", None, "m6"),
    ("3 men w crowbars outside 44a Clarendon Rd Hove BN3", None, "44a clarendon rd"),
    ("someone has been stabbed on the top deck of the 25 bus near Stratford", None, "stratford"),
    ("drugs in unit 7 the Maltings Industrial Estate", None, "unit 7"),
    ("outside tesco extra", None, "tesco extra"),
    ("in the subway under the A38 near the bullring", None, "a38"),
    ("kids setting fires at the old mill off Canal Street", None, "canal street"),
    ("hare coursing on land at Manor Farm, Thornton", None, "manor farm"),
    ("burglary next door but one to me at 15 The Crescent", None, "15 the crescent"),
    ("it was on Park Lane by the Hilton", None, "park lane"),
    ("shoplifter in Boots in the Victoria Centre Nottingham", None, "victoria centre"),
    ("at the bus stop on Old Kent Road outside Lidl", None, "old kent road"),
    ("chap trying doors on Elm Grove, SO17", None, "elm grove"),
    ("Peckham", "where", "peckham"),
    ("by the tennis courts in brockwell park", "where", "brockwell park"),
    ("12 sandringham", "where", "12 sandringham"),
    ("the rec", "where", "rec"),
    ("at the back of the old swimming baths", "where", "swimming baths"),
    ("On the Thorpe estate, near the shops", "where", "thorpe estate"),
    ("it was right outside cineworld", "where", "cineworld"),
    ("junction of Bath Road and Gipsy Lane", "where", "bath road"),
    ("somewhere near asda i think", "where", "asda"),
    ("4 doors down from me, im at 16 Kelso Road", "where", "16 kelso road"),
    ("corner of 5th and Main", "where", "5th and main"),
    ("w3w ///filled.count.soap", "where", "filled.count.soap"),
    ("N16", "where", "n16"),
    ("Fulham Broadway", "where", "fulham broadway"),
    ("in the woods by Hollybush Lane, there's a lay-by", "where", "hollybush lane"),
    ("its number 9", "where", "9"),
    ("23", "where", "23"),
    ("la esquina de Pico y Alvarado", "where", "pico y alvarado"),
    ("Behind 7-Eleven on Ventura", "where", "ventura"),
    ("M1 services at Watford Gap, northbound side", "where", "watford gap"),
    ("I was walking home along the canal towpath near Camden Lock when he came up behind me", "where", "camden lock"),
    ("shots on crenshaw n 54th, everybody running", None, "crenshaw n 54th"),
    ("by the co-op on Mare St", None, "co-op on mare st"),
    ("all over the road on the A406 right now", None, "a406"),
    ("on I-95 north near exit 12", None, "i-95 north"),
    ("crash on hwy 61", None, "hwy 61"),
    ("a fight on Highway 40", None, "highway 40"),
    ("apt 4b, 1200 w 7th st", None, "1200 w 7th st"),
    ("opposite St Mary’s Church, Lewisham", None, "st mary’s church"),
    ("flat 12 Marlow House hallfield estate W2", None, "flat 12 marlow house"),
    ("outside 12 baker street se1 7aa last night", None, "12 baker street se1 7aa"),
    ("WHITE LAD ROBBED ME IN ELTHAM HIGH STREET", None, "eltham high street"),
    ("two lads outside angel tube, shot off down city road", None, "angel tube"),
    ("near the big tesco car park in harlow", None, "tesco car park in harlow"),
    ("a man on the 134 bus", None, "134 bus"),
    ("lot 14 at sunny acres trailer park", None, "sunny acres trailer park"),
    ("1200 block of North Main", None, "1200 block of north main"),
    ("fight at the Chevron at Sunset & Vine", None, "chevron at sunset & vine"),
    ("corner of Dudley St and Bath Row", None, "dudley st and bath row"),
    ("He was walking down Northgate Street at the time", None, "northgate street"),
    ("someone broke into 8 Birchwood Ave", None, "8 birchwood ave"),
    ("District line train between Mile End and Bow Road", None, "mile end and bow road"),
    ("Bldg C, Sunrise Apartments, 900 E Camelback Rd", None, "900 e camelback rd"),
    ("mile marker 88 on I-40", None, "mile marker 88 on i-40"),
    ("M62 heading east", None, "m62"),
    ("by the bins at the back of Lidl", None, "lidl"),
)

#: Places that only the citizen knows: they are asked for.
OWN = (
    ("my ex wont stop messaging me and turning up at my house", None),
    ("theres a fight outside my flat", None),
    ("the people across the road are growing weed", None),
    ("outside my house", "where"),
)

#: Directions, homes and sentences without the place of a crime, and answers that are none.
NONE = (
    ("he ran off down Station Road towards the canal", None),
    ("they legged it to the park", None),
    ("silver corsa went up king street after", None),
    ("he lives in Leeds somewhere", None),
    ("someone stole my phone", None),
    ("I think my boss is on the fiddle with the tax", None),
    ("can i order a large pepperoni and 2 cokes", None),
    ("my nan got scammed by someone pretending to be the bank", None),
    ("what time do you close", None),
    ("hes got a gun in his car", None),
    ("I saw him yesterday and he was in a right state", None),
    ("shes in pain please hurry", None),
    ("Free entry in 2 a wkly comp to win FA Cup final tkts 21st May", None),
    ("they were in dark clothes and on bikes", None),
    ("dont know the address sorry", "where"),
    ("no idea", "where"),
    ("why do you need to know", "where"),
    ("don't want to say", "where"),
    ("how is that relevant", "where"),
    ("the same place", "where"),
    ("I already told you", "where"),
    ("she'll be home soon", None),
    ("call me on 01223 585334", None),
    ("back next wed", None),
    ("black boots and jeans", None),
    ("by the way he had a hat", None),
    ("no way", None),
    ("on my way home", None),
    ("saw him in a bad way", None),
    ("in shock and on drugs", None),
    ("2 large pizzas please", None),
    ("they went to court", None),
)


@pytest.mark.parametrize(("text", "asking", "words"), TOLD)
def test_a_place_is_found_without_the_rest_of_the_sentence(text: str, asking: str | None, words: str) -> None:
    found = places(text, asking=asking)
    assert found, "no place found"
    assert words in found[0].text.casefold()
    assert len(found[0].text.split()) <= _LONGEST
    assert not found[0].needs_address


@pytest.mark.parametrize(("text", "asking"), OWN)
def test_a_place_only_the_citizen_knows_needs_an_address(text: str, asking: str | None) -> None:
    assert places(text, asking=asking)[0].needs_address


@pytest.mark.parametrize(("text", "asking"), NONE)
def test_no_place_is_asserted_where_none_is_told(text: str, asking: str | None) -> None:
    found = places(text, asking=asking)
    assert not found or found[0].needs_address or (found[0].source and found[0].source.confidence < 0.3)
