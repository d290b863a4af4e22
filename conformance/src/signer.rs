//! Signature version 4 for requests of our own making, written apart from what is tested.

use std::time::{SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Who signs, and for what.
#[derive(Clone)]
pub struct Signer {
    /// Access key.
    pub access_key: String,
    /// Its secret.
    pub secret_key: String,
    /// The token that goes with them, if there is one.
    pub session_token: Option<String>,
    /// Region of the scope.
    pub region: String,
    /// Service of the scope.
    pub service: String,
    /// Seconds that the clock is ahead.
    pub ahead: i64,
}

/// Without what must stay secret.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signer")
            .field("access_key", &self.access_key)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

impl Signer {
    /// `test` with the secret `test`, in `us-east-1`.
    #[must_use]
    pub fn test() -> Self {
        Self {
            access_key: "test".to_owned(),
            secret_key: "test".to_owned(),
            session_token: None,
            region: "us-east-1".to_owned(),
            service: "omics".to_owned(),
            ahead: 0,
        }
    }

    /// The headers that sign a request. The path is encoded, without dots and empty segments, and the
    /// parameters of the query are encoded.
    #[must_use]
    pub fn sign(
        &self,
        host: &str,
        method: &str,
        target: &str,
        body: &str,
    ) -> Vec<(&'static str, String)> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |now| now.as_secs());
        let time = basic_time(now.saturating_add_signed(self.ahead));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.replace('%', "%25");
        let mut parameters: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).collect();
        parameters.sort_unstable();
        let parameters: Vec<_> = parameters
            .into_iter()
            .map(|pair| match pair.contains('=') {
                true => pair.to_owned(),
                false => format!("{pair}="),
            })
            .collect();
        let mut headers = vec![("x-amz-date", time.clone())];
        if let Some(token) = &self.session_token {
            headers.push(("x-amz-security-token", token.clone()));
        }
        let lines: String = headers
            .iter()
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        let names = format!("host;{}", names.join(";"));
        let canonical = format!(
            "{method}\n{path}\n{}\nhost:{host}\n{lines}\n{names}\n{}",
            parameters.join("&"),
            hex::encode(Sha256::digest(body))
        );
        let scope = format!(
            "{}/{}/{}/aws4_request",
            &time[..8],
            self.region,
            self.service
        );
        let canonical = hex::encode(Sha256::digest(canonical));
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{canonical}");
        let key = format!("AWS4{}", self.secret_key).into_bytes();
        let key = scope.split('/').fold(key, |key, part| mac(&key, part));
        let signature = hex::encode(mac(&key, &text));
        let key = &self.access_key;
        headers.push((
            "authorization",
            format!(
                "AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
            ),
        ));
        headers
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Seconds since 1970 as `20221128T000000Z`, by the civil calendar.
fn basic_time(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    // Years start in March, so that the leap day comes last.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::basic_time;

    #[test]
    fn seconds_are_dates() {
        assert_eq!(basic_time(0), "19700101T000000Z");
        assert_eq!(basic_time(951_827_696), "20000229T123456Z");
        assert_eq!(basic_time(1_669_593_600), "20221128T000000Z");
    }
}
